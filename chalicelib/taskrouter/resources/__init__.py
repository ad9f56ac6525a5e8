"""TaskRouter's resources, a file each: what may be asked of them, and how they are shown."""
