"""The look: tokens, base pages, components, behaviours, and the Jinja environment."""
