"""What can be proven: signatures, keys, the completion record and its verification."""
