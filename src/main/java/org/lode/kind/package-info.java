/** What a record kind is: its table, fields and relations, as dataset/datapackage.json describes them. */
@NullMarked
package org.lode.kind;

import org.jspecify.annotations.NullMarked;
