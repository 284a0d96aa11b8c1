"""The compiled inner loops: plain numbers and addresses in, pixels out. They know no document and no layer."""
