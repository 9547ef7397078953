"""The look of the network's pages: layout, parts, assets and translations."""
