//! The A-Tree as a peer: policies and profiles from files, microseconds for each profile and totals as JSON.
//!
//! `huiqi-bench-atree FACTS.json POLICIES.jsonl PROFILES.jsonl`, as benchmarks/matching/natives.py writes them.
use a_tree::{ATree, AttributeDefinition};
use serde_json::{json, Value};
use std::{env, fs, time::Instant};

fn quoted(node: &Value) -> String {
    let words: Vec<String> = node["words"].as_array().unwrap().iter().map(|w| format!("\"{}\"", w.as_str().unwrap())).collect();
    words.join(", ")
}

fn joined(parts: &Value, word: &str) -> String {
    let parts: Vec<String> = parts.as_array().unwrap().iter().map(expression).collect();
    format!("({})", parts.join(word))
}

fn expression(node: &Value) -> String {
    if let Some(parts) = node.get("and") {
        return joined(parts, " and ");
    }
    if let Some(parts) = node.get("or") {
        return joined(parts, " or ");
    }
    if let Some(name) = node.get("any") {
        return format!("({} one of ({}))", name.as_str().unwrap(), quoted(node));
    }
    if let Some(name) = node.get("none") {
        return format!("({} none of ({}))", name.as_str().unwrap(), quoted(node));
    }
    let name = node["range"].as_str().unwrap();
    let from = node.get("from").map(|v| format!("{} >= {}", name, v));
    let below = node.get("below").map(|v| format!("{} < {}", name, v));
    format!("({})", [from, below].into_iter().flatten().collect::<Vec<_>>().join(" and "))
}

fn lines(path: &str) -> Vec<Value> {
    fs::read_to_string(path).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn main() {
    let arguments: Vec<String> = env::args().collect();
    let facts: Value = serde_json::from_str(&fs::read_to_string(&arguments[1]).unwrap()).unwrap();
    let definitions: Vec<AttributeDefinition> = facts
        .as_object()
        .unwrap()
        .iter()
        .map(|(name, is_number)| {
            if is_number.as_bool().unwrap() {
                AttributeDefinition::integer(name)
            } else {
                AttributeDefinition::string_list(name)
            }
        })
        .collect();
    let mut tree = ATree::new(&definitions).unwrap();
    let texts: Vec<String> = lines(&arguments[2]).iter().map(expression).collect();
    for (number, text) in texts.iter().enumerate() {
        tree.insert(&(number as u64), text).unwrap();
    }
    let profiles = lines(&arguments[3]);
    let (mut took, mut totals) = (Vec::new(), Vec::new());
    for round in 0..2 {
        for profile in &profiles {
            let given = profile.as_object().unwrap();
            let values: Vec<(&String, Vec<&str>)> = given
                .iter()
                .map(|(name, value)| match value {
                    Value::Array(words) => (name, words.iter().map(|w| w.as_str().unwrap()).collect()),
                    _ => (name, Vec::new()),
                })
                .collect();
            let began = Instant::now();
            let mut builder = tree.make_event();
            for (name, words) in &values {
                match &given[*name] {
                    Value::Null => builder.with_undefined(name).unwrap(),
                    Value::Number(number) => builder.with_integer(name, number.as_i64().unwrap()).unwrap(),
                    _ => builder.with_string_list(name, words).unwrap(),
                }
            }
            let event = builder.build().unwrap();
            let found = tree.search(&event).unwrap().matches().len();
            if round == 1 {
                took.push(began.elapsed().as_nanos() as f64 / 1000.0);
                totals.push(found);
            }
        }
    }
    println!("{}", json!({"microseconds": took, "eligible": totals}));
}
