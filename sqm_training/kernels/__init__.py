"""Warm zygote from which page kernels are forked. Knows nothing of the rest."""
