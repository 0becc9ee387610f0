"""What readers see of the news. Everything is looked up through what is visible at the moment."""
