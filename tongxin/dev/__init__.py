"""The launcher: what `./portal` does. Standard library only, no Django, nothing imported from the apps."""
