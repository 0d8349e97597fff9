"""The version of the tool, as manifests and inventories name it."""

VERSION = "0.1.0"
