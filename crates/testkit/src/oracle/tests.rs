//! Small stories from the rules.
