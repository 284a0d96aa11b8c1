"""The compiled inner loops: numbers and addresses in, pixels out. They know no document and no layer."""
