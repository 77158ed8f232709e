"""Small widgets; state comes down to them, messages go up from them."""
