"""A job's batches on the executors of Apache Spark: scanned, collected, masked and verified by the same kernels."""
