"""Acts and who hears of them. Import from the modules: `actors`, `publishing`, `models`."""
