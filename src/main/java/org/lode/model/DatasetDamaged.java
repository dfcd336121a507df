package org.lode.model;

/** A file or a row of the dataset is not what its hash or its description says. */
public final class DatasetDamaged extends Failure {
    public DatasetDamaged(String message) {
        super(message);
    }

    public DatasetDamaged(String message, Throwable cause) {
        super(message, cause);
    }

    @Override
    public Code code() {
        return Code.DATASET_DAMAGED;
    }
}
