//! Other people's market data, read into records.
