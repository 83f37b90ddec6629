"""Question banks as YAML files: read them strictly, check them, edit one question and leave every other byte alone."""
