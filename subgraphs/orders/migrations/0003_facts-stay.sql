-- A fact of the books is never rewritten. They can be emptied, to be made again from the events.
CREATE TRIGGER `sales_facts_are_never_changed` BEFORE UPDATE ON `sales_facts`
BEGIN SELECT RAISE(ABORT, 'a sales fact is never changed: another one is added'); END;
