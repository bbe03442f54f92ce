"""Hot, cold and ice: which table moves where, what it saves, what the law still asks to keep, and how it is done."""
