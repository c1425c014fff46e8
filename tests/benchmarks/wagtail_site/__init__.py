"""A small Wagtail site with the same texts, against which the product is measured; no part of the product.

Runs in an environment of its own (the extra `bench`), with this folder's parent on the path.
"""
