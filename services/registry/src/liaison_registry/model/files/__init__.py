"""Files and pictures that people upload: judged by their content, and kept or only read."""
