//! What a market looks like: books, bars, averages, measures of flow and liquidity, indicators.
