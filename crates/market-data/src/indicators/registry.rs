//! All indicators by name.

use super::{
    Definition, LONGEST_PERIOD, averages, elementwise, momentum, oscillators, period as p, regression, run,
    trend, volatility, volume,
};

type Checked = Result<(), (usize, &'static str)>;

macro_rules! registry {
    ($($name:ident $title:literal $study:path [$($input:literal),*] [$($option:literal),*] => [$($output:literal),*],
       $start:expr, $check:ident;)*) => {
        /// All indicators, in the order of their names.
        pub static ALL: &[Definition] = &[$(Definition {
            name: stringify!($name),
            title: $title,
            inputs: &[$($input),*],
            options: &[$($option),*],
            outputs: &[$($output),*],
            start: $start,
            check: $check,
            make: |options| Box::new(<$study as super::Study>::build(options)),
            batch: run::<$study>,
        }),*];
    };
}

registry! {
    abs "Vector Absolute Value" elementwise::Abs ["real"] [] => ["abs"], |_| 0, nothing;
    acos "Vector Arccosine" elementwise::Acos ["real"] [] => ["acos"], |_| 0, nothing;
    ad "Accumulation/Distribution Line" volume::AccumulationDistribution
        ["high", "low", "close", "volume"] [] => ["ad"], |_| 0, nothing;
    add "Vector Addition" elementwise::Plus ["real", "real"] [] => ["add"], |_| 0, nothing;
    adosc "Accumulation/Distribution Oscillator" volume::AccumulationOscillator
        ["high", "low", "close", "volume"] ["short_period", "long_period"]
        => ["adosc"], |o| p(o, 1) - 1, rising_periods;
    adx "Average Directional Movement Index" trend::AverageDirectional
        ["high", "low"] ["period"] => ["adx"], |o| 2 * (p(o, 0) - 1), periods;
    adxr "Average Directional Movement Rating" trend::DirectionalRating
        ["high", "low"] ["period"] => ["adxr"], |o| 3 * (p(o, 0) - 1), periods;
    ao "Awesome Oscillator" oscillators::Awesome ["high", "low"] [] => ["ao"], |_| 33, nothing;
    apo "Absolute Price Oscillator" momentum::AbsolutePriceOscillator
        ["real"] ["short_period", "long_period"] => ["apo"], |_| 1, rising_periods;
    aroon "Aroon" trend::Aroon ["high", "low"] ["period"] => ["aroon_down", "aroon_up"], |o| p(o, 0), periods;
    aroonosc "Aroon Oscillator" trend::AroonOscillator
        ["high", "low"] ["period"] => ["aroonosc"], |o| p(o, 0), periods;
    asin "Vector Arcsine" elementwise::Asin ["real"] [] => ["asin"], |_| 0, nothing;
    atan "Vector Arctangent" elementwise::Atan ["real"] [] => ["atan"], |_| 0, nothing;
    atr "Average True Range" volatility::AverageTrueRange
        ["high", "low", "close"] ["period"] => ["atr"], |o| p(o, 0) - 1, periods;
    avgprice "Average Price" elementwise::AveragePrice
        ["open", "high", "low", "close"] [] => ["avgprice"], |_| 0, nothing;
    bbands "Bollinger Bands" volatility::BollingerBands
        ["real"] ["period", "stddev"]
        => ["bbands_lower", "bbands_middle", "bbands_upper"], |o| p(o, 0) - 1, first_period;
    bop "Balance of Power" elementwise::BalanceOfPower
        ["open", "high", "low", "close"] [] => ["bop"], |_| 0, nothing;
    cci "Commodity Channel Index" oscillators::CommodityChannel
        ["high", "low", "close"] ["period"] => ["cci"], |o| 2 * (p(o, 0) - 1), periods;
    ceil "Vector Ceiling" elementwise::Ceil ["real"] [] => ["ceil"], |_| 0, nothing;
    cmo "Chande Momentum Oscillator" momentum::ChandeMomentum
        ["real"] ["period"] => ["cmo"], |o| p(o, 0), periods;
    cos "Vector Cosine" elementwise::Cos ["real"] [] => ["cos"], |_| 0, nothing;
    cosh "Vector Hyperbolic Cosine" elementwise::Cosh ["real"] [] => ["cosh"], |_| 0, nothing;
    crossany "Crossany" elementwise::CrossAny ["real", "real"] [] => ["crossany"], |_| 1, nothing;
    crossover "Crossover" elementwise::CrossOver ["real", "real"] [] => ["crossover"], |_| 1, nothing;
    cvi "Chaikins Volatility" volatility::ChaikinVolatility
        ["high", "low"] ["period"] => ["cvi"], |o| 2 * p(o, 0) - 1, periods;
    decay "Linear Decay" averages::LinearDecay ["real"] ["period"] => ["decay"], |_| 0, periods;
    dema "Double Exponential Moving Average" averages::DoubleExponential
        ["real"] ["period"] => ["dema"], |o| 2 * (p(o, 0) - 1), periods;
    di "Directional Indicator" trend::DirectionalIndicator
        ["high", "low", "close"] ["period"] => ["plus_di", "minus_di"], |o| p(o, 0) - 1, periods;
    div "Vector Division" elementwise::Over ["real", "real"] [] => ["div"], |_| 0, nothing;
    dm "Directional Movement" trend::DirectionalMovement
        ["high", "low"] ["period"] => ["plus_dm", "minus_dm"], |o| p(o, 0) - 1, periods;
    dpo "Detrended Price Oscillator" oscillators::DetrendedPrice
        ["real"] ["period"] => ["dpo"], |o| p(o, 0) - 1, periods;
    dx "Directional Movement Index" trend::DirectionalIndex
        ["high", "low"] ["period"] => ["dx"], |o| p(o, 0) - 1, periods;
    edecay "Exponential Decay" averages::ExponentialDecay ["real"] ["period"] => ["edecay"], |_| 0, periods;
    ema "Exponential Moving Average" averages::ExponentialAverage
        ["real"] ["period"] => ["ema"], |_| 0, periods;
    emv "Ease of Movement" volume::EaseOfMovement ["high", "low", "volume"] [] => ["emv"], |_| 1, nothing;
    exp "Vector Exponential" elementwise::Exp ["real"] [] => ["exp"], |_| 0, nothing;
    fisher "Fisher Transform" oscillators::Fisher
        ["high", "low"] ["period"] => ["fisher", "fisher_signal"], |o| p(o, 0) - 1, periods;
    floor "Vector Floor" elementwise::Floor ["real"] [] => ["floor"], |_| 0, nothing;
    fosc "Forecast Oscillator" regression::ForecastOscillator
        ["real"] ["period"] => ["fosc"], |o| p(o, 0), periods;
    hma "Hull Moving Average" averages::Hull
        ["real"] ["period"] => ["hma"], |o| p(o, 0) + p(o, 0).isqrt() - 2, periods;
    kama "Kaufman Adaptive Moving Average" averages::Kaufman
        ["real"] ["period"] => ["kama"], |o| p(o, 0) - 1, periods;
    kvo "Klinger Volume Oscillator" volume::Klinger
        ["high", "low", "close", "volume"] ["short_period", "long_period"] => ["kvo"], |_| 1, rising_periods;
    lag "Lag" averages::Lag ["real"] ["period"] => ["lag"], |o| p(o, 0), periods;
    linreg "Linear Regression" regression::Regression
        ["real"] ["period"] => ["linreg"], |o| p(o, 0) - 1, periods;
    linregintercept "Linear Regression Intercept" regression::Intercept
        ["real"] ["period"] => ["linregintercept"], |o| p(o, 0) - 1, periods;
    linregslope "Linear Regression Slope" regression::Slope
        ["real"] ["period"] => ["linregslope"], |o| p(o, 0) - 1, periods;
    ln "Vector Natural Log" elementwise::Ln ["real"] [] => ["ln"], |_| 0, nothing;
    log10 "Vector Base-10 Log" elementwise::Log10 ["real"] [] => ["log10"], |_| 0, nothing;
    macd "Moving Average Convergence/Divergence" momentum::Convergence
        ["real"] ["short_period", "long_period", "signal_period"]
        => ["macd", "macd_signal", "macd_histogram"], |o| p(o, 1) - 1, rising_pair;
    marketfi "Market Facilitation Index" elementwise::MarketFacilitation
        ["high", "low", "volume"] [] => ["marketfi"], |_| 0, nothing;
    mass "Mass Index" volatility::MassIndex ["high", "low"] ["period"] => ["mass"], |o| 15 + p(o, 0), periods;
    max "Maximum In Period" averages::Maximum ["real"] ["period"] => ["max"], |o| p(o, 0) - 1, periods;
    md "Mean Deviation Over Period" volatility::MeanDeviation
        ["real"] ["period"] => ["md"], |o| p(o, 0) - 1, periods;
    medprice "Median Price" elementwise::MedianPrice ["high", "low"] [] => ["medprice"], |_| 0, nothing;
    mfi "Money Flow Index" volume::MoneyFlow
        ["high", "low", "close", "volume"] ["period"] => ["mfi"], |o| p(o, 0), periods;
    min "Minimum In Period" averages::Minimum ["real"] ["period"] => ["min"], |o| p(o, 0) - 1, periods;
    mom "Momentum" momentum::Momentum ["real"] ["period"] => ["mom"], |o| p(o, 0), periods;
    msw "Mesa Sine Wave" regression::MesaSine
        ["real"] ["period"] => ["msw_sine", "msw_lead"], |o| p(o, 0), periods;
    mul "Vector Multiplication" elementwise::Times ["real", "real"] [] => ["mul"], |_| 0, nothing;
    natr "Normalized Average True Range" volatility::NormalisedTrueRange
        ["high", "low", "close"] ["period"] => ["natr"], |o| p(o, 0) - 1, periods;
    nvi "Negative Volume Index" volume::NegativeVolume ["close", "volume"] [] => ["nvi"], |_| 0, nothing;
    obv "On Balance Volume" volume::OnBalance ["close", "volume"] [] => ["obv"], |_| 0, nothing;
    ppo "Percentage Price Oscillator" momentum::PercentagePriceOscillator
        ["real"] ["short_period", "long_period"] => ["ppo"], |_| 1, rising_periods;
    psar "Parabolic SAR" trend::ParabolicStop
        ["high", "low"] ["acceleration_factor_step", "acceleration_factor_maximum"]
        => ["psar"], |_| 1, accelerations;
    pvi "Positive Volume Index" volume::PositiveVolume ["close", "volume"] [] => ["pvi"], |_| 0, nothing;
    qstick "Qstick" oscillators::Qstick ["open", "close"] ["period"] => ["qstick"], |o| p(o, 0) - 1, periods;
    roc "Rate of Change" momentum::RateOfChange ["real"] ["period"] => ["roc"], |o| p(o, 0), periods;
    rocr "Rate of Change Ratio" momentum::RateOfChangeRatio
        ["real"] ["period"] => ["rocr"], |o| p(o, 0), periods;
    round "Vector Round" elementwise::Round ["real"] [] => ["round"], |_| 0, nothing;
    rsi "Relative Strength Index" momentum::RelativeStrength
        ["real"] ["period"] => ["rsi"], |o| p(o, 0), periods;
    sin "Vector Sine" elementwise::Sin ["real"] [] => ["sin"], |_| 0, nothing;
    sinh "Vector Hyperbolic Sine" elementwise::Sinh ["real"] [] => ["sinh"], |_| 0, nothing;
    sma "Simple Moving Average" averages::SimpleAverage
        ["real"] ["period"] => ["sma"], |o| p(o, 0) - 1, periods;
    sqrt "Vector Square Root" elementwise::Sqrt ["real"] [] => ["sqrt"], |_| 0, nothing;
    stddev "Standard Deviation Over Period" volatility::StandardDeviation
        ["real"] ["period"] => ["stddev"], |o| p(o, 0) - 1, periods;
    stderr "Standard Error Over Period" volatility::StandardError
        ["real"] ["period"] => ["stderr"], |o| p(o, 0) - 1, periods;
    stoch "Stochastic Oscillator" oscillators::Stochastic
        ["high", "low", "close"] ["pct_k_period", "pct_k_slowing_period", "pct_d_period"]
        => ["stoch_k", "stoch_d"], |o| p(o, 0) + p(o, 1) + p(o, 2) - 3, periods;
    stochrsi "Stochastic RSI" oscillators::StochasticStrength
        ["real"] ["period"] => ["stochrsi"], |o| 2 * p(o, 0) - 1, periods;
    sub "Vector Subtraction" elementwise::Minus ["real", "real"] [] => ["sub"], |_| 0, nothing;
    sum "Sum Over Period" averages::Sum ["real"] ["period"] => ["sum"], |o| p(o, 0) - 1, periods;
    tan "Vector Tangent" elementwise::Tan ["real"] [] => ["tan"], |_| 0, nothing;
    tanh "Vector Hyperbolic Tangent" elementwise::Tanh ["real"] [] => ["tanh"], |_| 0, nothing;
    tema "Triple Exponential Moving Average" averages::TripleExponential
        ["real"] ["period"] => ["tema"], |o| 3 * (p(o, 0) - 1), periods;
    todeg "Vector Degree Conversion" elementwise::ToDegrees ["real"] [] => ["degrees"], |_| 0, nothing;
    torad "Vector Radian Conversion" elementwise::ToRadians ["real"] [] => ["radians"], |_| 0, nothing;
    tr "True Range" volatility::TrueRange ["high", "low", "close"] [] => ["tr"], |_| 0, nothing;
    trima "Triangular Moving Average" averages::Triangular
        ["real"] ["period"] => ["trima"], |o| p(o, 0) - 1, periods;
    trix "Trix" averages::Trix ["real"] ["period"] => ["trix"], |o| 3 * (p(o, 0) - 1) + 1, periods;
    trunc "Vector Truncate" elementwise::Truncate ["real"] [] => ["trunc"], |_| 0, nothing;
    tsf "Time Series Forecast" regression::Forecast ["real"] ["period"] => ["tsf"], |o| p(o, 0) - 1, periods;
    typprice "Typical Price" elementwise::TypicalPrice
        ["high", "low", "close"] [] => ["typprice"], |_| 0, nothing;
    ultosc "Ultimate Oscillator" oscillators::Ultimate
        ["high", "low", "close"] ["short_period", "medium_period", "long_period"]
        => ["ultosc"], |o| p(o, 2), rising_periods;
    var "Variance Over Period" volatility::Variance ["real"] ["period"] => ["var"], |o| p(o, 0) - 1, periods;
    vhf "Vertical Horizontal Filter" oscillators::VerticalHorizontal
        ["real"] ["period"] => ["vhf"], |o| p(o, 0), periods;
    vidya "Variable Index Dynamic Average" volatility::VariableAverage
        ["real"] ["short_period", "long_period", "alpha"] => ["vidya"], |o| p(o, 1) - 2, variable;
    volatility "Annualized Historical Volatility" volatility::AnnualVolatility
        ["real"] ["period"] => ["volatility"], |o| p(o, 0), periods;
    vosc "Volume Oscillator" volume::VolumeOscillator
        ["volume"] ["short_period", "long_period"] => ["vosc"], |o| p(o, 1) - 1, rising_periods;
    vwma "Volume Weighted Moving Average" averages::VolumeWeighted
        ["close", "volume"] ["period"] => ["vwma"], |o| p(o, 0) - 1, periods;
    wad "Williams Accumulation/Distribution" volume::WilliamsAccumulation
        ["high", "low", "close"] [] => ["wad"], |_| 1, nothing;
    wcprice "Weighted Close Price" elementwise::WeightedClose
        ["high", "low", "close"] [] => ["wcprice"], |_| 0, nothing;
    wilders "Wilders Smoothing" averages::WildersSmoothing
        ["real"] ["period"] => ["wilders"], |o| p(o, 0) - 1, periods;
    willr "Williams %R" oscillators::WilliamsPercent
        ["high", "low", "close"] ["period"] => ["willr"], |o| p(o, 0) - 1, periods;
    wma "Weighted Moving Average" averages::WeightedAverage
        ["real"] ["period"] => ["wma"], |o| p(o, 0) - 1, periods;
    zlema "Zero-Lag Exponential Moving Average" averages::ZeroLag
        ["real"] ["period"] => ["zlema"], |o| ((p(o, 0) - 1) / 2).saturating_sub(1), periods;
}

#[allow(clippy::unnecessary_wraps)] // one of several that may fail
fn nothing(_: &[f64]) -> Checked {
    Ok(())
}

fn is_period(options: &[f64], at: usize) -> Checked {
    let value = options[at];
    let fits = (1.0..=LONGEST_PERIOD).contains(&value) && libm::trunc(value) == value;
    if fits { Ok(()) } else { Err((at, "a whole number from 1 to 16777216")) }
}

fn periods(options: &[f64]) -> Checked {
    (0..options.len()).try_for_each(|at| is_period(options, at))
}

/// A period, and a number.
fn first_period(options: &[f64]) -> Checked {
    is_period(options, 0)?;
    if options[1].is_finite() { Ok(()) } else { Err((1, "a number")) }
}

/// Periods, none shorter than the one before it.
fn rising_periods(options: &[f64]) -> Checked {
    periods(options)?;
    match options.windows(2).position(|pair| pair[1] < pair[0]) {
        None => Ok(()),
        Some(at) => Err((at + 1, "at least the period before it")),
    }
}

/// Two periods, the second not shorter than the first, and a third of its own.
fn rising_pair(options: &[f64]) -> Checked {
    is_period(options, 2)?;
    rising_periods(&options[..2])
}

fn variable(options: &[f64]) -> Checked {
    rising_periods(&options[..2])?;
    if options[1] < 2.0 {
        return Err((1, "at least 2"));
    }
    if (0.0..=1.0).contains(&options[2]) { Ok(()) } else { Err((2, "from 0 to 1")) }
}

fn accelerations(options: &[f64]) -> Checked {
    let [step, most] = [options[0], options[1]];
    if !(step > 0.0 && step.is_finite()) {
        return Err((0, "above zero"));
    }
    if most > step && most.is_finite() { Ok(()) } else { Err((1, "above the step")) }
}
