import java.io.*;
import java.nio.charset.StandardCharsets;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.document.*;
import org.apache.lucene.index.*;
import org.apache.lucene.search.*;
import org.apache.lucene.store.*;

/** Lucene as a process that is told passages ("+id TAB text"), then "=", then asked ("?words"): ids of ten hits a line. */
public class Peer {
    public static void main(String[] arguments) throws Exception {
        Analyzer analyzer = new StandardAnalyzer();
        Directory memory = new ByteBuffersDirectory();
        IndexWriter writer = new IndexWriter(memory, new IndexWriterConfig(analyzer));
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintStream out = new PrintStream(System.out, true, "UTF-8");
        IndexSearcher searcher = null;
        for (String line; (line = in.readLine()) != null; ) {
            char kind = line.charAt(0);
            String rest = line.substring(1);
            if (kind == '+') {
                String[] parts = rest.split("\t", 2);
                Document document = new Document();
                document.add(new StoredField("id", parts[0]));
                document.add(new TextField("text", parts[1], Field.Store.NO));
                writer.addDocument(document);
            } else if (kind == '=') {
                writer.commit();
                searcher = new IndexSearcher(DirectoryReader.open(memory));
            } else {
                out.println(answer(searcher, analyzer, rest));
            }
        }
    }

    static String answer(IndexSearcher searcher, Analyzer analyzer, String words) throws IOException {
        BooleanQuery.Builder any = new BooleanQuery.Builder();
        try (TokenStream stream = analyzer.tokenStream("text", words)) {
            CharTermAttribute term = stream.addAttribute(CharTermAttribute.class);
            for (stream.reset(); stream.incrementToken(); ) {
                any.add(new TermQuery(new Term("text", term.toString())), BooleanClause.Occur.SHOULD);
            }
        }
        StringBuilder ids = new StringBuilder();
        for (ScoreDoc hit : searcher.search(any.build(), 10).scoreDocs) {
            ids.append(ids.length() == 0 ? "" : "\t").append(searcher.doc(hit.doc).get("id"));
        }
        return ids.toString();
    }
}
