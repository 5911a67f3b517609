"""The subcommands of `attribune`: options, printing and exit codes, one module for what belongs together."""
