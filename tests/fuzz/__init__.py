"""Every reader against real files that were damaged at random: `make fuzz`; a little of it in the tests."""
