"""What the machine shows: live looks, each a reading half and a judging half."""
