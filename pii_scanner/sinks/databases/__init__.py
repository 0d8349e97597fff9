"""Masked copies of databases: what is to be made (catalogue), in which types (kinds), and one module per target."""
