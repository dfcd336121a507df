-- A difference between neighbours is the changes of one release in the order of types and ids: this index gives a page of them.
create index change_log_release on change_log (seq, type, id);
