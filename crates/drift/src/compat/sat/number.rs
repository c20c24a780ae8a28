//! Numbers: a range, steps that must divide and steps that must not.

use contractual_model::json::{Json, Number};

use super::super::number::{Decimal, gcd, lcm};
use super::super::schema::Bound;
use super::{Answer, Solver, State};

/// Candidates tried before a question about steps is given up.
const MAX_TRIES: i128 = 20_000;

impl Solver<'_> {
    pub(super) fn number(&mut self, state: &State) -> Answer {
        match if state.steps.is_empty() {
            continuous(state)
        } else {
            stepped(state)
        } {
            Found::Value(value) => match Number::parse(&value.to_string()) {
                Some(number) => Answer::Yes(Json::Number(number)),
                None => Answer::Unknown("a number that cannot be written"),
            },
            Found::None => Answer::No,
            Found::GaveUp => Answer::Unknown("budget used up"),
        }
    }
}

enum Found {
    Value(Decimal),
    None,
    GaveUp,
}

fn in_range(state: &State, value: Decimal) -> bool {
    state
        .minimum
        .is_none_or(|b: Bound| value > b.value || (value == b.value && !b.exclusive))
        && state
            .maximum
            .is_none_or(|b: Bound| value < b.value || (value == b.value && !b.exclusive))
}

fn fits(state: &State, value: Decimal) -> Option<bool> {
    if !in_range(state, value) {
        return Some(false);
    }
    for step in &state.steps {
        if !value.is_multiple_of(*step)? {
            return Some(false);
        }
    }
    for step in &state.not_steps {
        if value.is_multiple_of(*step)? {
            return Some(false);
        }
    }
    Some(!excluded(state).contains(&value))
}

fn excluded(state: &State) -> Vec<Decimal> {
    state
        .excluded
        .iter()
        .filter_map(Json::as_number)
        .filter_map(|n| Decimal::parse(&n.to_string()))
        .collect()
}

/// Multiples of the common step, outwards from the one nearest to zero.
fn stepped(state: &State) -> Found {
    let Some((step, low, high)) = grid(state) else {
        return Found::GaveUp;
    };
    if let (Some(low), Some(high)) = (low, high)
        && low > high
    {
        return Found::None;
    }
    // multiples repeat their remainders after this many
    let mut period: i128 = 1;
    for not in &state.not_steps {
        let scale = step.exponent().min(not.exponent());
        let (Some(a), Some(b)) = (step.scaled(scale), not.scaled(scale)) else {
            return Found::GaveUp;
        };
        match lcm(period, b / gcd(a, b)) {
            Some(next) if next > 0 => period = next,
            _ => return Found::GaveUp,
        }
    }
    let enough = period
        .saturating_add(state.excluded.len() as i128)
        .saturating_add(1);
    let start = 0
        .max(low.unwrap_or(i128::MIN))
        .min(high.unwrap_or(i128::MAX));
    let (Some(unit), exponent) = (step.scaled(step.exponent()), step.exponent()) else {
        return Found::GaveUp;
    };
    let mut tried = 0;
    let mut distance: i128 = 0;
    loop {
        let mut inside = false;
        for k in [start.checked_add(distance), start.checked_sub(distance)]
            .into_iter()
            .flatten()
        {
            if low.is_some_and(|low| k < low) || high.is_some_and(|high| k > high) {
                continue;
            }
            inside = true;
            let Some(mantissa) = k.checked_mul(unit) else {
                return Found::GaveUp;
            };
            let value = Decimal::new(mantissa, exponent);
            match fits(state, value) {
                Some(true) => return Found::Value(value),
                Some(false) => {}
                None => return Found::GaveUp,
            }
            tried += 1;
            if distance == 0 {
                break;
            }
        }
        if !inside || tried > enough.saturating_mul(2) {
            return Found::None;
        }
        if tried > MAX_TRIES {
            return Found::GaveUp;
        }
        distance += 1;
    }
}

/// The common step, and the range as counts of it.
fn grid(state: &State) -> Option<(Decimal, Option<i128>, Option<i128>)> {
    let scale = state.steps.iter().map(|step| step.exponent()).min()?;
    let mut common: i128 = 1;
    for (at, step) in state.steps.iter().enumerate() {
        let step = step.scaled(scale)?;
        common = if at == 0 { step } else { lcm(common, step)? };
    }
    let step = Decimal::new(common, scale);
    let count = |bound: Bound, lower: bool| -> Option<i128> {
        let scale = scale.min(bound.value.exponent());
        let (value, step) = match (bound.value.scaled(scale), step.scaled(scale)) {
            (Some(value), Some(step)) => (value, step),
            // a bound far finer than the step: a whole number tells enough
            _ => (bound.value.floor().scaled(0)?, step.scaled(0)?),
        };
        let (down, rest) = (value.div_euclid(step), value.rem_euclid(step));
        Some(match (lower, rest == 0) {
            (true, true) => down + i128::from(bound.exclusive),
            (true, false) => down + 1,
            (false, true) => down - i128::from(bound.exclusive),
            (false, false) => down,
        })
    };
    let low = match state.minimum {
        Some(bound) => Some(count(bound, true)?),
        None => None,
    };
    let high = match state.maximum {
        Some(bound) => Some(count(bound, false)?),
        None => None,
    };
    Some((step, low, high))
}

/// Any number: ordinary ones first, then ones close to the ends, then ones finer than every forbidden step.
fn continuous(state: &State) -> Found {
    if let (Some(low), Some(high)) = (state.minimum, state.maximum) {
        if low.value > high.value || (low.value == high.value && (low.exclusive || high.exclusive))
        {
            return Found::None;
        }
        if low.value == high.value {
            return match fits(state, low.value) {
                Some(true) => Found::Value(low.value),
                Some(false) => Found::None,
                None => Found::GaveUp,
            };
        }
    }
    let mut tries: Vec<Decimal> = [0, 1, -1, 2, 3, 10, 100].map(Decimal::from_int).to_vec();
    tries.push(Decimal::new(5, -1));
    let ends: Vec<Decimal> = [state.minimum, state.maximum]
        .into_iter()
        .flatten()
        .map(|bound| bound.value)
        .collect();
    for end in &ends {
        tries.extend([*end, end.ceil(), end.floor()]);
        for unit in [1, -1, 2, -2, 100, -100] {
            tries.extend(end.floor().plus(Decimal::from_int(unit)));
        }
    }
    let finest = state
        .not_steps
        .iter()
        .chain(&ends)
        .map(|number| number.exponent())
        .min()
        .unwrap_or(0)
        .min(0);
    if let [low, high] = ends[..]
        && let Some(sum) = low.plus(high)
        && let Some(double) = sum.scaled(finest)
        && let Some(five) = double.checked_mul(5)
    {
        tries.push(Decimal::new(five, finest - 1));
    }
    for base in ends.iter().copied().chain([Decimal::ZERO]) {
        for places in 1..=3 {
            for digit in [5, -5, 1, -1, 3, -3, 7, -7] {
                tries.extend(base.plus(Decimal::new(digit, finest - places)));
            }
        }
    }
    for value in tries {
        if fits(state, value) == Some(true) {
            return Found::Value(value);
        }
    }
    Found::GaveUp
}
