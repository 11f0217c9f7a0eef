use std::thread;

/// Does work on each of the items, on as many threads as the machine has; the results are in order.
pub fn in_parallel<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let count = thread::available_parallelism().map_or(1, usize::from);
    let work = &work;
    let share = |first: usize| {
        let own = items.iter().enumerate().skip(first).step_by(count);
        own.map(|(index, item)| (index, work(item)))
            .collect::<Vec<_>>()
    };
    let share = &share;
    let mut results: Vec<_> = thread::scope(|scope| {
        let threads: Vec<_> = (0..count)
            .map(|it| scope.spawn(move || share(it)))
            .collect();
        let shares = threads.into_iter().map(|it| it.join().unwrap());
        shares.flatten().collect()
    });
    results.sort_unstable_by_key(|(index, _)| *index);
    results.into_iter().map(|(_, result)| result).collect()
}
