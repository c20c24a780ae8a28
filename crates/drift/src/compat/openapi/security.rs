//! Rules of section 5.13: credentials and addresses.

use std::collections::BTreeSet;

use super::super::options::Question;
use super::compare::Session;
use super::model::{Alternative, Operation};

impl Alternative {
    fn words(&self) -> String {
        if self.schemes.is_empty() {
            return "no credential".to_owned();
        }
        self.schemes
            .values()
            .map(|scheme| scheme.name.as_str())
            .collect::<Vec<_>>()
            .join(" and ")
    }

    /// Whether somebody who has all of `self` has enough for `other`.
    fn suffices(&self, other: &Alternative) -> bool {
        other.schemes.iter().all(|(definition, wanted)| {
            self.schemes
                .get(definition)
                .is_some_and(|held| wanted.scopes.is_subset(&held.scopes))
        })
    }

    fn same_schemes(&self, other: &Alternative) -> bool {
        self.schemes.keys().eq(other.schemes.keys())
    }

    fn same_names(&self, other: &Alternative) -> bool {
        let names = |alternative: &Alternative| -> BTreeSet<String> {
            alternative
                .schemes
                .values()
                .map(|scheme| scheme.name.clone())
                .collect()
        };
        names(self) == names(other)
    }
}

impl Session<'_, '_> {
    pub(super) fn security(&mut self, old: &Operation, new: &Operation) {
        let open = |list: &[Alternative]| list.is_empty();
        let op = ("op", new.words());
        let at = new.security_at.clone();
        match (open(&old.security), open(&new.security)) {
            (true, true) => return,
            (true, false) => {
                let anonymous = new
                    .security
                    .iter()
                    .any(|alternative| alternative.schemes.is_empty());
                for alternative in new
                    .security
                    .iter()
                    .filter(|alternative| !alternative.schemes.is_empty())
                {
                    let arguments = [op.clone(), ("new", alternative.words())];
                    if anonymous {
                        self.report(
                            "security-alternative-added",
                            Question::Request,
                            &at,
                            &arguments,
                            None,
                        );
                    } else {
                        let witness = self.refused(old, "a credential is missing");
                        self.report(
                            "security-added",
                            Question::Request,
                            &at,
                            &arguments,
                            Some(witness),
                        );
                    }
                }
                return;
            }
            (false, true) => {
                let anonymous = old
                    .security
                    .iter()
                    .any(|alternative| alternative.schemes.is_empty());
                if !anonymous || old.security.len() > 1 {
                    self.report("security-removed", Question::Request, &at, &[op], None);
                }
                return;
            }
            (false, false) => {}
        }
        let mut explained: Vec<&Alternative> = Vec::new();
        for before in &old.security {
            if new.security.iter().any(|after| before.suffices(after)) {
                continue;
            }
            if let Some(after) = new.security.iter().find(|after| before.same_schemes(after)) {
                explained.push(after);
                for (definition, wanted) in &after.schemes {
                    let held = before.schemes.get(definition).map(|scheme| &scheme.scopes);
                    for scope in wanted
                        .scopes
                        .iter()
                        .filter(|scope| held.is_none_or(|held| !held.contains(*scope)))
                    {
                        let witness = self.refused(old, &format!("the scope {scope} is missing"));
                        let arguments = [op.clone(), ("scope", scope.clone())];
                        self.report(
                            "security-scope-added",
                            Question::Request,
                            &at,
                            &arguments,
                            Some(witness),
                        );
                    }
                }
            } else if let Some(after) = new.security.iter().find(|after| before.same_names(after)) {
                explained.push(after);
                let witness = self.refused(old, "the credential is sent another way");
                let arguments = [op.clone(), ("name", after.words())];
                self.report(
                    "security-scheme-changed",
                    Question::Request,
                    &at,
                    &arguments,
                    Some(witness),
                );
            } else {
                let mut only = old.clone();
                only.security = vec![before.clone()];
                let witness = self.refused(&only, "the credential is not accepted");
                let arguments = [op.clone(), ("old", before.words())];
                self.report(
                    "security-alternative-removed",
                    Question::Request,
                    &at,
                    &arguments,
                    Some(witness),
                );
            }
        }
        for after in &new.security {
            if old.security.contains(after) || explained.contains(&after) {
                continue;
            }
            if let Some(before) = old
                .security
                .iter()
                .find(|before| before.same_schemes(after))
            {
                for (definition, held) in &before.schemes {
                    let wanted = after.schemes.get(definition).map(|scheme| &scheme.scopes);
                    for scope in held
                        .scopes
                        .iter()
                        .filter(|scope| wanted.is_none_or(|wanted| !wanted.contains(*scope)))
                    {
                        let arguments = [op.clone(), ("scope", scope.clone())];
                        self.report(
                            "security-scope-removed",
                            Question::Request,
                            &at,
                            &arguments,
                            None,
                        );
                    }
                }
            } else {
                let arguments = [op.clone(), ("new", after.words())];
                self.report(
                    "security-alternative-added",
                    Question::Request,
                    &at,
                    &arguments,
                    None,
                );
            }
        }
    }

    pub(super) fn servers(&mut self, old: &Operation, new: &Operation) {
        let shown = |url: &str| {
            if url.is_empty() {
                "/".to_owned()
            } else {
                url.to_owned()
            }
        };
        for url in old.servers.iter().filter(|url| !new.servers.contains(url)) {
            let mut only = old.clone();
            only.servers = vec![url.clone()];
            let witness = self.refused(&only, "the address is not listed");
            self.report(
                "server-removed",
                Question::Request,
                &old.servers_at,
                &[("url", shown(url))],
                Some(witness),
            );
        }
        for url in new.servers.iter().filter(|url| !old.servers.contains(url)) {
            self.report(
                "server-added",
                Question::Request,
                &new.servers_at,
                &[("url", shown(url))],
                None,
            );
        }
    }
}
