from django.apps import AppConfig
from django.db.models.signals import post_migrate


class TeamConfig(AppConfig):
    name = "firstline.team"
    label = "team"

    def ready(self) -> None:
        from firstline.team import entrance, offers, slots  # noqa: F401 - register themselves
        from firstline.team.actions.built_in import keep_built_in_roles

        post_migrate.connect(keep_built_in_roles, sender=self, dispatch_uid="team.roles")
