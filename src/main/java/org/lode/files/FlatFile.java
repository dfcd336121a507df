package org.lode.files;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lode.model.DataPackage;
import org.lode.model.View;
import org.lode.model.View.Pivot;
import org.lode.query.Listing;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A flat table of a release as a whole, as CSV. */
public final class FlatFile {
    private final ExportStore store;
    private final DataPackage data;

    public FlatFile(ExportStore store, DataPackage data) {
        this.store = store;
        this.data = data;
    }

    /** The bytes of the file, as the address of its export gives them. */
    public Flux<byte[]> csv(View view, FileNotes.Told told) {
        ExportTable table = ExportTable.of(data, view.name()).orElseThrow();
        Listing all = new Listing(view.table(), null, told.release().sequence(), Map.of(), table.usual());
        TableRequest.Rows rows = new TableRequest.Rows(table, all, view.columns(), List.of());
        Pivot pivot = view.pivot();
        return (pivot == null ? Mono.just(rows) : store.years(all, pivot).map(rows::of))
                .flatMapMany(known -> ExportFormat.CSV.file(
                        known.fields(), lines(known), FileNotes.of(data, told, view.name(), known.fields())));
    }

    private Flux<byte[]> lines(TableRequest.Rows rows) {
        ExportStore.Rows after = (described, position) -> rows.after(described, ExportFormat.CSV.form(), position);
        return (rows.isGrouped() ? store.grouped(after) : store.rows(after, Optional.empty()))
                .flatMapIterable(Portion::pieces);
    }
}
