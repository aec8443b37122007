"""A password hasher for tests."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class QuickArgon2PasswordHasher(Argon2PasswordHasher):
    """Argon2 with the least work, because tests sign in hundreds of times. A site verifies these hashes as well."""

    time_cost = 1
    memory_cost = 8
    parallelism = 1
