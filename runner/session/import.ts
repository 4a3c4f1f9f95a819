import type { Places } from '../world/places.ts'
import { readHeldRecord, type Archive, type LabRecord } from './archive.ts'
import { holdData } from './hold-data.ts'
import { isNews, mergedProgress, mergeTranscripts, missingNotes, newsOf, type News } from './merge-record.ts'
import { notesFile, readNotes, withNotes } from './notes.ts'
import { writeOwn, type OwnFile } from './own-file.ts'
import { progressFile, progressText } from './progress.ts'
import type { Notice } from './tell-damage.ts'
import { heldDamage, transcriptFile, transcriptText } from './transcript.ts'

interface Written {
  file: OwnFile
  content: string | Buffer
}

interface Plan {
  news: News
  files: Written[]
}

/** What is to be written so that a lab has all that it has here and in the import; nothing is written yet. */
function planLab(places: Pick<Places, 'data'>, imported: LabRecord, notice: Notice): Plan {
  const { lab } = imported
  const here = readHeldRecord(places, lab, notice)
  const progress = mergedProgress(here.progress, imported.progress)
  const notes = missingNotes(here.notes, imported.notes)
  const transcript = mergeTranscripts(here.transcript, imported.transcript)
  const news = newsOf(here, { progress, transcript }, notes)
  const files: Written[] = []
  if (news.details && progress)
    files.push({ file: progressFile(places, lab), content: progressText(progress) })
  if (news.notes)
    files.push({
      file: notesFile(places, lab),
      content: withNotes(readNotes(places, lab) ?? Buffer.of(), notes),
    })
  if (news.commands > 0)
    files.push({
      file: transcriptFile(places, lab),
      content: transcriptText(transcript, heldDamage(places, lab)),
    })
  return { news, files }
}

const planAll = (places: Pick<Places, 'data'>, { labs }: Archive, notice: Notice): Plan[] =>
  labs.map((lab) => planLab(places, lab, notice)).filter(({ news }) => isNews(news))

/** What an import would bring, lab by lab; nothing is changed but what is damaged here, which is set aside and told. */
export const previewImport = (places: Pick<Places, 'data'>, archive: Archive, notice: Notice): News[] =>
  holdData(places, () => planAll(places, archive, notice).map(({ news }) => news))

/**
 * Takes an export in, so that nothing that was earned here or there is lost, and says what was new. Either all files
 * are written or none, but for a power cut between two renames; the same import again completes it.
 */
export const importArchive = (places: Pick<Places, 'data'>, archive: Archive, notice: Notice): News[] =>
  holdData(places, () => {
    const plans = planAll(places, archive, notice)
    writeOwn(plans.flatMap(({ files }) => files))
    return plans.map(({ news }) => news)
  })
