"""Icons, themes, example sketches and other data files shipped with the program."""
