// The folder is empty until its first file.
