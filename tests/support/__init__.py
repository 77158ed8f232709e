"""What tests share: machines made of samples."""
