
interface ByRules {
  (component: string, value: unknown): boolean;
  errors?: Partial<ErrorObject>[];
}

/** Judges the rules that JSON Schema cannot say. */
const byRules: ByRules = (component, value) => {
  const broken = (rules[component] ?? []).filter((rule) => rule.holds(value) === false);
  byRules.errors = broken.map((rule) => {
    return { keyword: "contractRules", message: rule.expected, params: { rule: rule.name } };
  });
  return broken.length === 0;
};
