"""Object stores, HDFS and servers of files, through fsspec (extra `object-stores`)."""
