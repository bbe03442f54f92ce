"""SQL text into statements: cut, rendered, parsed in processes that can be ended, and read for what they touch."""
