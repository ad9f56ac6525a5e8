"""TaskRouter's REST resources over routing: the official clients work with ours as their base URL."""
