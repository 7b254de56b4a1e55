from typing import Any

from firstline.team.models import Role
from firstline.team.rights import BUILT_IN


def keep_built_in_roles(**_signal: Any) -> None:
    """Have the built-in roles say what this release means by them; called after each migration."""
    for position, role in enumerate(BUILT_IN.values(), start=1):
        Role.objects.update_or_create(
            key=role.key,
            defaults={
                "name": role.name,
                "rights": sorted(right.value for right in role.rights),
                "position": position,
            },
        )
