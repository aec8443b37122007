"""What of the cases hangs on units that a reorganisation ends (accounts/decrees)."""
