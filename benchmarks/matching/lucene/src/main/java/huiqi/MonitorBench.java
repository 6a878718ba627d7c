package huiqi;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.lucene.analysis.core.KeywordAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.Term;
import org.apache.lucene.monitor.Monitor;
import org.apache.lucene.monitor.MonitorQuery;
import org.apache.lucene.monitor.QueryMatch;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.ConstantScoreQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;

/** Lucene Monitor as a peer: the same files and the same answer as the A-Tree's program. */
public final class MonitorBench {
    private static final String KNOWN = "known";

    private MonitorBench() {}

    public static void main(String[] arguments) throws Exception {
        JsonObject facts = JsonParser.parseString(Files.readString(Path.of(arguments[0]))).getAsJsonObject();
        List<JsonObject> profiles = lines(arguments[2]);
        try (Monitor monitor = new Monitor(new KeywordAnalyzer())) {
            List<MonitorQuery> queries = new ArrayList<>();
            for (JsonObject policy : lines(arguments[1])) {
                queries.add(new MonitorQuery(Integer.toString(queries.size()), new ConstantScoreQuery(query(policy))));
            }
            monitor.register(queries);
            List<Double> took = new ArrayList<>();
            List<Integer> totals = new ArrayList<>();
            for (int round = 0; round < 3; round++) {
                for (JsonObject profile : profiles) {
                    long began = System.nanoTime();
                    int found = monitor.match(document(facts, profile), QueryMatch.SIMPLE_MATCHER).getMatchCount();
                    if (round == 2) {
                        took.add((System.nanoTime() - began) / 1000.0);
                        totals.add(found);
                    }
                }
            }
            System.out.println(new Gson().toJson(new TreeMap<>(Map.of("microseconds", took, "eligible", totals))));
        }
    }

    private static List<JsonObject> lines(String path) throws Exception {
        return Files.readAllLines(Path.of(path)).stream().map(line -> JsonParser.parseString(line).getAsJsonObject()).toList();
    }

    private static Document document(JsonObject facts, JsonObject profile) {
        Document document = new Document();
        for (String name : profile.keySet()) {
            JsonElement value = profile.get(name);
            if (value.isJsonNull()) {
                continue;
            }
            document.add(new StringField(KNOWN, name, Field.Store.NO));
            if (facts.get(name).getAsBoolean()) {
                document.add(new LongPoint(name, value.getAsLong()));
            } else {
                value.getAsJsonArray().forEach(word -> document.add(new StringField(name, word.getAsString(), Field.Store.NO)));
            }
        }
        return document;
    }

    private static Query query(JsonObject node) {
        if (node.has("and") || node.has("or")) {
            Occur occur = node.has("and") ? Occur.MUST : Occur.SHOULD;
            BooleanQuery.Builder joined = new BooleanQuery.Builder();
            node.getAsJsonArray(node.has("and") ? "and" : "or").forEach(part -> joined.add(query(part.getAsJsonObject()), occur));
            return joined.build();
        }
        if (node.has("range")) {
            long from = node.has("from") ? node.get("from").getAsLong() : Long.MIN_VALUE;
            long to = node.has("below") ? node.get("below").getAsLong() - 1 : Long.MAX_VALUE;
            return LongPoint.newRangeQuery(node.get("range").getAsString(), from, to);
        }
        boolean any = node.has("any");
        String name = node.get(any ? "any" : "none").getAsString();
        BooleanQuery.Builder words = new BooleanQuery.Builder();
        if (!any) {
            words.add(new TermQuery(new Term(KNOWN, name)), Occur.MUST);
        }
        node.getAsJsonArray("words").forEach(word ->
            words.add(new TermQuery(new Term(name, word.getAsString())), any ? Occur.SHOULD : Occur.MUST_NOT));
        return words.build();
    }
}
