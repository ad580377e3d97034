"""Pages as they are: reading and finding them, their tree, their kept rendering."""
