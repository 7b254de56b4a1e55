"""What side conversations put into the pages of the desk."""
