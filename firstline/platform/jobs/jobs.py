from procrastinate.contrib.django import app

# A worker that has not been heard of for this long is taken to be dead.
SILENCE_SECONDS = 10


@app.periodic(cron="* * * * * */5")
@app.task(name="platform.jobs.take_up_stalled", queue="house", pass_context=False)
async def take_up_stalled(timestamp: int) -> None:
    """Give the jobs of workers that died to the living ones."""
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=SILENCE_SECONDS):
        await app.job_manager.retry_job(job)


@app.periodic(cron="17 3 * * *")
@app.task(name="platform.jobs.forget_finished", queue="house")
async def forget_finished(timestamp: int) -> None:
    """Keep failed jobs for thirty days, so that the queue stays small and its failures readable."""
    await app.job_manager.delete_old_jobs(
        nb_hours=30 * 24, include_failed=True, include_cancelled=True, include_aborted=True
    )
