"""The dashboard of recidivism: statistics, charts and their wording."""
