"""Files: what is in them (blobs). Areas, upload and download stand on it."""
