from django.apps import AppConfig


class ReintegrationConfig(AppConfig):
    name = "reintegration"

    def ready(self):
        from reintegration import server_logs  # noqa: F401 (registers its system check)
