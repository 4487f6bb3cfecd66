from tracker.resolve.clusters import cluster
